// Puts the page together: the table's description first, then the map, then everything else.
import { getJSON } from "./api.js";
import { App } from "./app.js";
import { attempt } from "./dom.js";

performance.mark("start");
await attempt(async () => {
  const table = await getJSON("/api/table");
  const app = new App(table);
  await app.start();
  // For measurements and tests; nothing here reads it.
  window.explorer = app;
});
