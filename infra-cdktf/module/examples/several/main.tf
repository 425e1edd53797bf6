# Several deployments in one account and region, with the shop's own tags, each with a prefix of its own. One of them makes API Gateway's
# role for logs.
terraform {
  required_version = ">= 1.10.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { CostCentre = "4711" }
  }
}

provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "endpoint_url" {
  type    = string
  default = null
}

module "glissade" {
  for_each = {
    classroom = { worker_concurrency = 20, first = true }
    review    = { worker_concurrency = 5, first = false }
  }
  source = "../.."
  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  environment        = each.key
  name_prefix        = "code"
  worker_concurrency = each.value.worker_concurrency
  gateway_log_role   = each.value.first
  web                = false
  endpoint_url       = var.endpoint_url
}

# What the shop attaches to the module's resources.
resource "aws_cloudwatch_log_metric_filter" "faults" {
  for_each       = module.glissade
  name           = "faults"
  log_group_name = each.value.log_group_names.worker
  pattern        = "{ $.level = \"ERROR\" }"
  metric_transformation {
    name      = "Faults"
    namespace = "Shop/${each.key}"
    value     = "1"
  }
}

output "endpoints" {
  value = { for name, one in module.glissade : name => one.http_endpoint }
}
