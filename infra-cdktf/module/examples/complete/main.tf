# A service for people with tokens, at domains of your own, with a web ACL, alarms and a budget.
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
  region = "eu-west-1"
}

provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}

module "glissade" {
  source = "../.."
  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  environment = "prod"

  jwt_issuer   = "https://login.example.org"
  jwt_audience = "glissade"

  hosted_zone_id   = "Z0123456789ABC"
  page_domain      = "run.example.org"
  websocket_domain = "run-ws.example.org"
  waf              = true

  worker_concurrency   = 200
  reserved_concurrency = { api = 100, execute = 50, worker = 200, websocket = 100 }
  log_retention_days   = 90
  result_store         = true
  destroy_protection   = true

  alarm_topic_arn = "arn:aws:sns:eu-west-1:123456789012:pager"
  notice_email    = "team@example.org"
  budget_dollars  = 500
  tags            = { Team = "platform" }
}

output "page" {
  value = module.glissade.web_url
}
