// A browser may forbid storage, or have none left: then the page works and forgets.
function guarded(storage) {
  return {
    read(name) {
      try {
        return JSON.parse(storage().getItem(name));
      } catch {
        return null;
      }
    },

    write(name, value) {
      try {
        if (value === null || value === "") {
          storage().removeItem(name);
        } else {
          storage().setItem(name, JSON.stringify(value));
        }
      } catch {
        // Nothing that is kept here is needed for the page to work.
      }
    },
  };
}

/** Kept by this browser. */
export const kept = guarded(() => localStorage);

/** Kept by this tab, over a reload. */
export const ofTab = guarded(() => sessionStorage);
