// Sets the colours before anything is drawn, so that a page that was dark yesterday does not flash white today.
(() => {
  const chosen = localStorage.getItem('folkmoot.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
})();
