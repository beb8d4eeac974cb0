-- Only what needs the administrator. The tables are the user service's own, made by its migrations.
CREATE DATABASE IF NOT EXISTS `user` CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci;
