import { dockerPlugin } from "./docker";
import { servePlugin } from "./serve";

void servePlugin(dockerPlugin());
