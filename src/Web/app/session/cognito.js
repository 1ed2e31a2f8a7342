import { ofTab } from "../ui/storage.js";

/** Cognito's hosted sign-in: the authorization code flow with PKCE. Tokens live as long as the tab. */
export class CognitoSession {
  #domain;
  #clientId;
  #renewal = null;

  constructor({ domain, client_id: clientId }) {
    this.#domain = domain.replace(/\/$/, "");
    this.#clientId = clientId;
  }

  isSignedIn = () => this.#tokens() !== null;

  token = () => this.#tokens()?.id_token ?? "";

  who() {
    const claims = claimsOf(this.token());
    return claims.email ?? claims["cognito:username"] ?? null;
  }

  /** To the sign-in page; it comes back with a code, and the place that was open. */
  async signIn() {
    const verifier = randomText(64);
    const state = randomText(32);
    ofTab.write("sign-in", { verifier, state, place: location.hash });
    location.assign(
      `${this.#domain}/oauth2/authorize?${new URLSearchParams({
        response_type: "code",
        client_id: this.#clientId,
        redirect_uri: here(),
        scope: "openid email",
        state,
        code_challenge: await challengeOf(verifier),
        code_challenge_method: "S256",
      })}`,
    );
  }

  /** After the sign-in page came back: takes the code out of the address and changes it into tokens. */
  async complete() {
    const answer = new URLSearchParams(location.search);
    const begun = ofTab.read("sign-in");
    if (!answer.has("state")) {
      return;
    }

    ofTab.write("sign-in", null);
    history.replaceState(null, "", here() + (begun?.place ?? ""));
    if (begun === null || answer.get("state") !== begun.state || !answer.has("code")) {
      throw new Error(answer.get("error_description") ?? "The sign-in was not completed.");
    }

    await this.#exchange({
      grant_type: "authorization_code",
      code: answer.get("code"),
      redirect_uri: here(),
      code_verifier: begun.verifier,
    });
  }

  /** New tokens for old ones; requests that need them at the same time share one renewal. */
  renew() {
    this.#renewal ??= this.#renewOnce().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  signOut() {
    ofTab.write("tokens", null);
    location.assign(`${this.#domain}/logout?${new URLSearchParams({ client_id: this.#clientId, logout_uri: here() })}`);
  }

  async #renewOnce() {
    const refreshToken = this.#tokens()?.refresh_token;
    if (!refreshToken) {
      return false;
    }

    try {
      await this.#exchange({ grant_type: "refresh_token", refresh_token: refreshToken });
      return true;
    } catch {
      return false;
    }
  }

  async #exchange(values) {
    const response = await fetch(`${this.#domain}/oauth2/token`, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ ...values, client_id: this.#clientId }),
    });
    if (!response.ok) {
      throw new Error("The sign-in service did not accept this sign-in.");
    }

    // A renewal keeps the refresh token that it was asked with.
    ofTab.write("tokens", { ...this.#tokens(), ...(await response.json()) });
  }

  #tokens() {
    return ofTab.read("tokens");
  }
}

const here = () => location.origin + location.pathname;

function randomText(bytes) {
  return base64Url(crypto.getRandomValues(new Uint8Array(bytes)));
}

async function challengeOf(verifier) {
  return base64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

const base64Url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function claimsOf(token) {
  try {
    const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (char) => char.charCodeAt(0))));
  } catch {
    return {};
  }
}
