// The list of sample queries.
import { element } from './grid.js';

export function showSamples(panel, samples, onRun) {
  panel.replaceChildren(...samples.map(({ name, query }) => {
    const button = element('button', 'entry');
    button.append(element('strong', '', name), element('code', '', query));
    button.title = 'Add the query to the editor and run it';
    button.onclick = () => onRun(query);
    return button;
  }));
}
