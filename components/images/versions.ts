/** Third-party images, each at an exact version; the stack's settings override them. Renovate raises them here. */
export const versions = {
  // A long-term release: 9.7.
  mysql: "mysql:9.7.2",
  // 8.0.4 or later: before it a script ran code in the server (CVE-2025-49844).
  redis: "redis:8.0.6",
  // 8.0.17 or later: before it a stranger read the server's memory (CVE-2025-14847). No 8.0 starts on the Linux kernels
  // 6.19 to 7.0.13: https://www.mongodb.com/docs/manual/release-notes/8.0/
  mongodb: "mongo:8.0.29",
  // 4.2 or later: only from there does 4.3 upgrade in place, and brokers find each other by their pods' names.
  rabbitmq: "rabbitmq:4.3.6-management",
  // What backups are encrypted, stored and read back with.
  restic: "restic/restic:0.18.1",
  // Unprivileged, and 1.27.4 or later, which can keep connections to a service that moves.
  nginx: "nginxinc/nginx-unprivileged:1.30.6",
  // Builds the services and gives them their runtime: the long-term release.
  node: "node:24.22.3-bookworm-slim",
  // What the services' images are made on: of the same Debian as Node's image.
  runtime: "debian:12.15-slim",
};
