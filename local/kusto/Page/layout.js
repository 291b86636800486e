// Tabs and draggable dividers. Sizes are stored in the browser's local storage.

export function makeTabs(bar, onOpen) {
  const tabs = [...bar.querySelectorAll('[role=tab]')];
  for (const tab of tabs) {
    tab.onclick = () => {
      tabs.forEach(other => other.setAttribute('aria-selected', String(other === tab)));
      onOpen(tab.dataset.panel);
    };
  }
}

export function makeDividers() {
  makeDivider('sideDivider', '--sideWidth', event => `${Math.min(600, Math.max(160, event.clientX))}px`);
  makeDivider('resultDivider', '--editorHeight', event => {
    const work = document.querySelector('.work').getBoundingClientRect();
    return `${Math.min(85, Math.max(10, 100 * (event.clientY - work.top) / work.height)).toFixed(1)}%`;
  });
}

function makeDivider(id, property, sizeOf) {
  const divider = document.getElementById(id);
  const root = document.documentElement.style;
  const stored = localStorage.getItem(property);
  if (stored)
    root.setProperty(property, stored);
  divider.onpointerdown = down => {
    divider.setPointerCapture(down.pointerId);
    divider.classList.add('dragged');
    divider.onpointermove = move => root.setProperty(property, sizeOf(move));
    divider.onpointerup = up => {
      divider.onpointermove = null;
      divider.classList.remove('dragged');
      localStorage.setItem(property, sizeOf(up));
    };
  };
}
