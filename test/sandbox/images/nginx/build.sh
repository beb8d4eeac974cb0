# The user, the folders and the configuration of the official unprivileged image: port 8080, and nothing written but
# in /tmp and to the container's own output.
groupadd --system --gid 101 nginx
useradd --system --uid 101 --gid nginx --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin nginx
rm -rf /etc/nginx/sites-available /etc/nginx/sites-enabled /etc/nginx/snippets /var/www
install -m 644 /build/nginx.conf /etc/nginx/nginx.conf
install -m 644 /build/default.conf /etc/nginx/conf.d/default.conf
install -d /docker-entrypoint.d /usr/share/nginx/html
echo '<!doctype html><title>nginx</title><h1>Welcome to nginx!</h1>' > /usr/share/nginx/html/index.html
# Before the logs are a container's output, which a build does not have.
nginx -t
rm -rf /tmp/* /var/log/nginx/*
ln -sf /dev/stdout /var/log/nginx/access.log
ln -sf /dev/stderr /var/log/nginx/error.log
install -m 755 /build/docker-entrypoint.sh /docker-entrypoint.sh
nginx -V 2>&1 | grep -o -e --with-http_gzip_static_module
