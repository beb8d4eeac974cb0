// Loaded before tsx is: what comes after it is read and parsed once more, to see whether it needs to be compiled, which
// for the Pulumi SDKs takes longer than the rest of a render.
require("@pulumi/docker");
require("@pulumi/kubernetes");
require("@pulumi/pulumi");
require("@pulumi/random");
