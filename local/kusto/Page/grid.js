// A virtualized table. The document contains only the visible rows.

const rowHeight = 26;
const rowsAround = 12;
const numeric = new Set(['int', 'long', 'real', 'decimal']);

/** Shows a result. `onOpen(column, value)` is called when a cell is double-clicked. */
export function showGrid(container, { columns, rows }, onOpen) {
  const widths = columns.map((column, i) => widthOf(column, rows, i));
  const grid = element('div', 'grid');
  const head = grid.appendChild(element('div', 'head'));
  const body = grid.appendChild(element('div', 'body'));
  grid.tabIndex = 0;
  body.style.height = `${rows.length * rowHeight}px`;
  let order = rows.map((_, i) => i);
  let sorted = { column: -1, descending: false };

  const drawHead = () => {
    head.replaceChildren(element('div', 'cell ordinal', '#'), ...columns.map((column, i) => {
      const cell = element('div', 'cell', column.name);
      cell.style.width = `${widths[i]}px`;
      cell.title = `${column.name}: ${column.type}`;
      cell.append(element('small', '', column.type));
      if (sorted.column === i)
        cell.append(element('span', 'sort', sorted.descending ? '▼' : '▲'));
      cell.onclick = () => sort(i);
      cell.append(grip(i));
      return cell;
    }));
  };

  const drawRows = () => {
    const first = Math.max(0, Math.floor(grid.scrollTop / rowHeight) - rowsAround);
    const last = Math.min(rows.length, Math.ceil((grid.scrollTop + grid.clientHeight) / rowHeight) + rowsAround);
    // The first row has an even index, so that the stripes do not change while the user scrolls.
    const start = first - (first % 2);
    body.replaceChildren(...order.slice(start, last).map((index, i) => drawRow(index, start + i)));
  };

  const drawRow = (index, place) => {
    const row = element('div', 'row');
    row.style.top = `${place * rowHeight}px`;
    row.append(element('div', 'cell ordinal', String(place + 1)), ...columns.map((column, i) => {
      const value = rows[index][i];
      const classes = `cell ${value === null ? 'null' : column.type} ${numeric.has(column.type) ? 'number right' : ''}`;
      const cell = element('div', classes, textOf(value, column.type));
      cell.style.width = `${widths[i]}px`;
      cell.ondblclick = () => onOpen(column, value);
      return cell;
    }));
    return row;
  };

  const sort = column => {
    sorted = { column, descending: sorted.column === column && !sorted.descending };
    const sign = sorted.descending ? -1 : 1;
    order = rows.map((_, i) => i).sort((a, b) => sign * compare(rows[a][column], rows[b][column]) || a - b);
    drawHead();
    drawRows();
  };

  const grip = i => {
    const handle = element('span', 'grip');
    handle.onclick = event => event.stopPropagation();
    handle.onpointerdown = down => {
      handle.setPointerCapture(down.pointerId);
      const width = widths[i];
      handle.onpointermove = move => {
        widths[i] = Math.max(48, width + move.clientX - down.clientX);
        head.children[i + 1].style.width = `${widths[i]}px`;
        drawRows();
      };
      handle.onpointerup = () => { handle.onpointermove = null; };
    };
    return handle;
  };

  container.replaceChildren(grid);
  grid.onscroll = drawRows;
  new ResizeObserver(drawRows).observe(grid);
  drawHead();
  drawRows();
}

/** Returns the text of a value for the grid, the clipboard and CSV. */
export function textOf(value, type) {
  if (value === null)
    return 'null';
  if (type === 'datetime')
    return String(value).replace('T', ' ').replace('Z', '').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function widthOf(column, rows, index) {
  const sample = rows.slice(0, 200).reduce((longest, row) => Math.max(longest, textOf(row[index], column.type).length), 0);
  return Math.round(Math.min(420, Math.max(80, 24 + 7.2 * Math.max(sample, column.name.length + 1 + column.type.length * 0.85))));
}

function compare(a, b) {
  if (a === null || b === null)
    return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });
}

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className)
    made.className = className;
  if (text !== undefined)
    made.textContent = text;
  return made;
}
