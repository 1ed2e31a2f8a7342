/** Says something through the live region, to those who listen to the page. */
export function announce(text) {
  const region = document.getElementById("announcer");
  region.textContent = "";

  // Read again even if it is the same text as before.
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}
