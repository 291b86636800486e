// A tree of the database's tables, views and functions, with their columns or parameters.
import { element } from './grid.js';

const isIdentifier = name => /^[A-Za-z_]\w*$/.test(name);
const quote = name => (isIdentifier(name) ? name : `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`);

/** Shows a database from `.show databases schema as json`. `onInsert(text)` is called when an entry is clicked. */
export function showTree(tree, filter, database, onInsert) {
  const groups = [
    ['Tables', Object.values(database.Tables).map(relation)],
    ['Materialized views', Object.values(database.MaterializedViews).map(relation)],
    ['Functions', Object.values(database.Functions).map(functionOf)],
  ];
  const draw = () => {
    const wanted = filter.value.trim().toLowerCase();
    const matches = entities => entities.map(entity => matching(entity, wanted)).filter(Boolean);
    tree.replaceChildren(
      ...groups.map(([title, entities]) => group(title, matches(entities), wanted, onInsert)).filter(Boolean));
  };
  filter.oninput = draw;
  draw();
}

const relation = ({ Name, DocString, OrderedColumns }) => ({
  name: Name, hint: DocString, text: quote(Name),
  children: OrderedColumns.map(column => ({ name: column.Name, type: column.CslType, hint: column.DocString, text: quote(column.Name) })),
});

const functionOf = ({ Name, DocString, InputParameters }) => ({
  name: Name, hint: DocString, text: `${quote(Name)}(${InputParameters.map(parameter => parameter.Name).join(', ')})`,
  children: InputParameters.map(parameter => ({
    name: parameter.Name, type: parameter.CslType ?? 'table',
    hint: parameter.CslDefaultValue ? `default ${parameter.CslDefaultValue}` : '', text: parameter.Name,
  })),
});

// Returns a matching entity with all columns, or another entity with only its matching columns.
function matching(entity, wanted) {
  if (entity.name.toLowerCase().includes(wanted))
    return entity;
  const children = entity.children.filter(({ name }) => name.toLowerCase().includes(wanted));
  return children.length ? { ...entity, children } : null;
}

function group(title, entities, wanted, onInsert) {
  if (entities.length === 0)
    return null;
  const made = element('details', 'group');
  made.open = true;
  const summary = made.appendChild(element('summary', '', title));
  summary.append(element('span', 'count', String(entities.length)));
  made.append(...entities.map(entity => branch(entity, wanted !== '' || entities.length === 1, onInsert)));
  return made;
}

function branch(entity, isOpen, onInsert) {
  const made = element('details', 'children');
  made.open = isOpen;
  const summary = made.appendChild(element('summary'));
  summary.title = entity.hint || entity.name;
  summary.append(element('span', 'name', entity.name));
  const insert = summary.appendChild(element('button', 'insert', '+'));
  insert.title = `Insert ${entity.name}`;
  insert.setAttribute('aria-label', insert.title);
  insert.onclick = event => { event.preventDefault(); onInsert(entity.text); };
  made.append(...entity.children.map(child => {
    const leaf = element('button', 'leaf');
    leaf.title = child.hint || child.name;
    leaf.append(element('span', 'name', child.name), element('span', 'type', child.type));
    leaf.onclick = () => onInsert(child.text);
    return leaf;
  }));
  return made;
}
