import { Api } from "./api/api.js";
import { App } from "./app.js";
import { CognitoSession } from "./session/cognito.js";
import { LocalSession } from "./session/local.js";
import { applyTheme } from "./ui/theme.js";
import { renderBroken, renderNameGate, renderSignInGate } from "./views/gate.js";

applyTheme();
const gate = document.getElementById("gate");

document.addEventListener("click", (event) => {
  if (event.target.closest('[data-action="reload-page"]')) {
    location.reload();
  }
});

try {
  const response = await fetch("config.json", { cache: "no-store" });
  await start(await response.json());
} catch (error) {
  console.error(error);
  document.body.dataset.screen = "gate";
  renderBroken(gate, "The chat could not start", "Its settings could not be read. Check the connection, then try again.");
}

async function start(config) {
  const session = config.auth === "cognito" ? new CognitoSession(config.cognito) : new LocalSession();
  let mistake = null;
  try {
    await session.complete?.();
  } catch (error) {
    mistake = error.message;
  }

  if (session.isSignedIn()) {
    await new App(config, session, new Api(config.api, session)).start();
    return;
  }

  document.body.dataset.screen = "gate";
  if (config.auth === "cognito") {
    renderSignInGate(gate, mistake);
    gate.addEventListener("click", (event) => event.target.closest('[data-action="sign-in"]') && session.signIn());
  } else {
    renderNameGate(gate);
    gate.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = new FormData(event.target).get("name").trim();
      if (name !== "") {
        session.signIn(name);
        gate.replaceChildren();
        new App(config, session, new Api(config.api, session)).start();
      }
    });
  }
}
