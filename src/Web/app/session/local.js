import { kept } from "../ui/storage.js";

/** On a laptop the name that somebody gives is who they are. */
export class LocalSession {
  isSignedIn = () => this.#name() !== null;

  token = () => asToken(this.#name() ?? "");

  who = () => this.#name();

  /** A name cannot expire. */
  renew = async () => false;

  signIn(name) {
    kept.write("name", name);
  }

  signOut() {
    kept.write("name", null);
    location.assign(location.pathname);
  }

  #name() {
    return kept.read("name");
  }
}

// A header takes no letters beyond ASCII; 32 of any alphabet fit into the 128 characters that a name may have.
const asToken = (name) =>
  /^[\x20-\x7e]*$/.test(name)
    ? name
    : btoa(String.fromCharCode(...new TextEncoder().encode(name))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
