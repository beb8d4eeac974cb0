import { App } from "../../../components/app";
import { MySql } from "../../../components/mysql";

const app = new App();
new MySql("orders", { app, database: "orders" });
new MySql("archive", { app, database: "archive" });

export const { stores } = app;
