import { randomPlugin } from "./random";
import { servePlugin } from "./serve";

void servePlugin(randomPlugin);
