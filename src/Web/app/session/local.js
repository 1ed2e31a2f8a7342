import { kept } from "../ui/storage.js";

/** On a laptop the name that somebody gives is who they are. */
export class LocalSession {
  isSignedIn = () => this.#name() !== null;

  token = () => this.#name() ?? "";

  who = () => this.#name();

  /** A name cannot expire. */
  renew = async () => false;

  signIn(name) {
    kept.write("name", name);
  }

  signOut() {
    kept.write("name", null);
  }

  #name() {
    return kept.read("name");
  }
}
