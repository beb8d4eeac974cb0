install -m 755 /build/traefik /usr/local/bin/traefik
traefik version
