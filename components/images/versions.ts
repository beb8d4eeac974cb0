/** Third-party images, each at an exact version; the stack's settings override them. */
export const versions = {
  mysql: "mysql:9.7.4",
  redis: "redis:8.0.6",
  mongodb: "mongo:8.0.15",
  // 4.1 or later, whose brokers find each other by their pods' names.
  rabbitmq: "rabbitmq:4.3.6-management",
  // Unprivileged, and 1.27.4 or later, which can keep connections to a service that moves.
  nginx: "nginxinc/nginx-unprivileged:1.30.6",
  // Builds the services and gives them their runtime.
  node: "node:24.9.0-bookworm-slim",
  // What the services' images are made on: of the same Debian as Node's image.
  runtime: "debian:12.12-slim",
};
