// The light and dark themes. The default is the system's setting. The user's choice is stored.

const stored = 'board.theme';
const root = document.documentElement;
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = [];

const palettes = {
  light: ['#1463d8', '#e0701a', '#12875c', '#b8327f', '#6f47c4', '#a8870a', '#14879a', '#c93a30'],
  dark: ['#5aa0ff', '#ffa24d', '#3fc796', '#ef6fb5', '#a98bff', '#e3c341', '#4ccde0', '#ff7d75'],
};

export function startTheme(button) {
  const choose = () => localStorage.getItem(stored) ?? (system.matches ? 'dark' : 'light');
  const apply = () => {
    const name = choose();
    button.setAttribute('aria-pressed', String(name === 'dark'));
    if (root.dataset.theme === name)
      return;
    root.dataset.theme = name;
    listeners.forEach(listener => listener());
  };
  button.onclick = () => {
    localStorage.setItem(stored, root.dataset.theme === 'dark' ? 'light' : 'dark');
    apply();
  };
  system.onchange = apply;
  apply();
}

export function onTheme(listener) {
  listeners.push(listener);
}

/** Returns the color of a series by its index. */
export function color(place) {
  const palette = palettes[root.dataset.theme];
  return palette[place % palette.length];
}

/** Returns a color from the style sheet for use in canvases. */
export function variable(name) {
  return getComputedStyle(root).getPropertyValue(name).trim();
}
