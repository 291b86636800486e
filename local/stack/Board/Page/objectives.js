// The table of service-level objectives with their attainment and burn rates.
import { budget, element, number, percent, table, time } from './format.js';

const tiers = [['fast', '1 h / 5 min'], ['slow', '6 h / 30 min'], ['day', '1 d / 2 h']];
const figures = ['Target', 'Reached', 'Error budget left', ...tiers.map(([, windows]) => `Burn ${windows}`)];
const columns = [['Objective'], ...figures.map(name => [name, 'number']), ['State']];

export function makeObjectives(container, note) {
  return ({ objectives, startedAt }) => {
    note.textContent = `since ${time(startedAt)}; with the rules of the alerts in Azure`;
    container.replaceChildren(table('Objectives', columns, objectives.map(rowOf)));
  };
}

function rowOf({ name, good, target, total, attainment, budgetLeft, tiers: states }) {
  const firing = states.filter(tier => tier.isFiring).map(tier => tier.name);
  return [
    element('span', {}, element('strong', {}, name), element('small', { className: 'below' }, good)),
    percent(target, 2),
    percent(attainment, 3),
    total === 0 ? '–' : budget(budgetLeft),
    ...tiers.map(([tier]) => burnOf(states.find(state => state.name === tier))),
    stateOf(total, firing, budgetLeft),
  ];
}

function burnOf(tier) {
  if (!tier)
    return '–';
  const title = `An alert fires above ${number(tier.burn)} in both windows.`;
  return element('span', { title }, `${number(tier.longBurn)} / ${number(tier.shortBurn)}`);
}

function stateOf(total, firing, budgetLeft) {
  const [state, text] = firing.length > 0 ? ['lost', `alert: ${firing.join(', ')}`]
    : total === 0 ? ['waiting', 'no data']
      : budgetLeft < 0 ? ['waiting', 'overspent'] : ['live', 'met'];
  return element('span', { className: 'pill', 'data-state': state }, text);
}
