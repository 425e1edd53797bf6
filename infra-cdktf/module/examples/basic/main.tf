# Glissade with its defaults: anybody who finds the page may run programs.
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
}

# CloudFront takes certificates and web ACLs from this region alone.
provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

module "glissade" {
  source = "../.."
  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  environment = "dev"
}

output "page" {
  value = module.glissade.web_url
}

output "http_endpoint" {
  value = module.glissade.http_endpoint
}
