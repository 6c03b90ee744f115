// Waits on every page until somebody wants to search; only then is the search loaded.

const form = document.querySelector("form[data-module]");
const load = () => import(form.dataset.module).catch(() => {});

form.addEventListener("focusin", load);
addEventListener("keydown", (event) => {
  if (event.key !== "k" || event.altKey || event.shiftKey || event.ctrlKey === event.metaKey) return;
  event.preventDefault();
  form.q.select();
});
if (form.contains(document.activeElement) || ("page" in form.dataset && location.search)) load();
