// Runs before anything is drawn, so that a chosen theme does not flash. "auto" is what the system has.
(() => {
  let chosen = "auto";
  try {
    chosen = localStorage.getItem("fleet.theme") ?? "auto";
  } catch {
    // storage may be forbidden: then the system's choice stays
  }
  if (chosen !== "auto") document.documentElement.dataset.theme = chosen;
})();
