// kube-router: its controller of NetworkPolicies, by the flags that its own command takes.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/cloudnativelabs/kube-router/v2/pkg/cmd"
	"github.com/cloudnativelabs/kube-router/v2/pkg/options"
	"github.com/spf13/pflag"
	"k8s.io/klog/v2"
)

func main() {
	klog.InitFlags(nil)
	config := options.NewKubeRouterConfig()
	config.AddFlags(pflag.CommandLine)
	pflag.CommandLine.AddGoFlagSet(flag.CommandLine)
	pflag.Parse()
	// klog reads its own flags only once the flag package has parsed something.
	_ = flag.CommandLine.Parse(nil)
	server, err := cmd.NewKubeRouterDefault(config)
	if err == nil {
		err = server.Run()
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "kube-router: %v\n", err)
		os.Exit(1)
	}
}
