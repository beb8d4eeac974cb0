import * as pulumi from "@pulumi/pulumi";

void pulumi;
