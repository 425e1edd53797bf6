import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget/index.js"
import { Token } from "cdktf"
import { Construct } from "constructs"
import { onlyIf } from "../Counts.ts"
import { text } from "../settings/Variables.ts"
import type { Place } from "./Place.ts"

/** A budget for what has the deployment's tag. Billing counts by tag once the account's owner has activated the tag for cost allocation. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { prefix }: Place) {
    super(scope, id)
    const notification = (threshold: number, notificationType: "ACTUAL" | "FORECASTED") => ({
      comparisonOperator: "GREATER_THAN",
      threshold,
      thresholdType: "PERCENTAGE",
      notificationType,
      subscriberEmailAddresses: Token.asList("${[coalesce(var.notice_email, var.alarm_email)]}")
    })
    new BudgetsBudget(this, "month", {
      name: prefix,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: text("budget_dollars"),
      limitUnit: "USD",
      costFilter: [{ name: "TagKeyValue", values: ['user:Deployment${"$"}${local.prefix}'] }],
      notification: [notification(80, "ACTUAL"), notification(100, "ACTUAL"), notification(100, "FORECASTED")]
    })
    onlyIf("var.budget_dollars != null", this)
  }
}
