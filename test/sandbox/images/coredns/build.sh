install -m 755 /build/coredns /usr/local/bin/coredns
coredns -version
