# The user's id, the folders and the entrypoint of the official image.
userdel mysql 2> /dev/null || true
groupdel mysql 2> /dev/null || true
if getent passwd 999 > /dev/null || getent group 999 > /dev/null; then
  echo "uid or gid 999 is taken in this Debian" >&2
  exit 1
fi
groupadd --system --gid 999 mysql
useradd --system --uid 999 --gid mysql --home-dir /var/lib/mysql --shell /usr/sbin/nologin mysql
rm -rf /var/lib/mysql
install -d -o mysql -g mysql -m 1777 /var/lib/mysql /var/run/mysqld
install -d -o mysql -g mysql -m 750 /var/lib/mysql-files
install -d /docker-entrypoint-initdb.d /etc/mysql/conf.d
cat > /etc/mysql/my.cnf << 'END'
[mysqld]
host-cache-size=0
skip-name-resolve
datadir=/var/lib/mysql
socket=/var/run/mysqld/mysqld.sock
secure-file-priv=/var/lib/mysql-files
user=mysql
pid-file=/var/run/mysqld/mysqld.pid

[client]
socket=/var/run/mysqld/mysqld.sock

!includedir /etc/mysql/conf.d/
END
rm -f /etc/my.cnf
install -m 755 /build/docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
mysqld --version
mysql --version
command -v mysqladmin
