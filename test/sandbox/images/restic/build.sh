restic version
ls /etc/ssl/certs/ca-certificates.crt
