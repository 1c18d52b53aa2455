'use strict';
// Draws the page from the data in it. Only text nodes are made from data: no name can become markup.
const data = JSON.parse(document.getElementById('data').textContent);
const page = document.getElementById('page');
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c6bb1', '#7f7f7f', '#a6761d', '#e7298a',
  '#66a61e', '#17becf'];
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow', 'roundRect'];
// Low to high.
const HEAT = ['#fde725', '#7ad151', '#22a884', '#2a788e', '#414487', '#440154'];
const AVERAGE = 5;
const charts = [];

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  Object.entries(attributes || {}).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

const known = value => value !== null && value !== undefined;
const colour = index => COLOURS[index % COLOURS.length];
const inkOf = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function figure(value) {
  if (!known(value)) return '-';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(2).replace(/\.?0*e\+?/, 'e');
  return String(Number(value.toPrecision(4)));
}

const percent = value => known(value) ? (100 * value).toFixed(2) + ' %' : '-';

/** Mean ± deviation with as many decimals. */
function spread(statistic, format) {
  const {mean, deviation} = statistic;
  if (!known(mean) || !known(deviation)) return format(mean);
  if (format === percent) return (100 * mean).toFixed(2) + ' ± ' + percent(deviation);
  const size = Math.abs(mean);
  if (size < 1e-3 || size >= 1e4) return figure(mean) + ' ± ' + figure(deviation);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(size)));
  return mean.toFixed(decimals) + ' ± ' + deviation.toFixed(decimals);
}

function seconds(value) {
  if (value < 100) return value.toFixed(1) + ' s';
  const minutes = Math.round(value / 60);
  return minutes < 120 ? minutes + ' min' : Math.floor(minutes / 60) + ' h ' + minutes % 60 + ' min';
}

function section(parent, title, note, ...children) {
  parent.append(element('section', {}, element('h2', {}, title), note ? element('p', {class: 'note'}, note) : null, ...children));
}

function table(heads, rows, rowClass) {
  const numeric = heads.map(head => head.number);
  const line = (tag, cells) => cells.map((cell, i) => cell instanceof HTMLTableCellElement ? cell
    : element(tag, numeric[i] ? {class: 'number'} : {}, ...[].concat(cell)));
  return element('div', {class: 'scroll'}, element('table', {},
    element('thead', {}, element('tr', {}, ...line('th', heads.map(head => head.name)))),
    element('tbody', {}, ...rows.map((row, i) => element('tr', rowClass && rowClass(i) ? {class: rowClass(i)} : {},
      ...line('td', row))))));
}

/** A chart that is drawn again whenever its size or the colours of the page change. */
function chart(describe, label) {
  const place = element('div', {class: 'chart', role: 'img', 'aria-label': label});
  charts.push({place, describe, instance: null});
  return place;
}

function draw() {
  charts.forEach(each => {
    each.instance = each.instance || echarts.init(each.place, null, {renderer: 'svg'});
    each.instance.resize();
    each.instance.setOption(each.describe(each.place.clientWidth), true);
  });
}

function common() {
  const quiet = inkOf('--quiet');
  const ink = inkOf('--ink');
  return {
    animation: false,
    textStyle: {color: ink, fontFamily: 'system-ui, sans-serif'},
    tooltip: {
      confine: true, backgroundColor: inkOf('--panel'), borderColor: inkOf('--line'), textStyle: {color: ink, fontSize: 12}
    },
    axis: {
      nameTextStyle: {color: quiet}, axisLabel: {color: quiet, hideOverlap: true},
      axisLine: {lineStyle: {color: inkOf('--line')}}, splitLine: {lineStyle: {color: inkOf('--line'), opacity: 0.6}}
    },
    legend: {textStyle: {color: ink}, icon: 'roundRect', itemWidth: 18, itemHeight: 10}
  };
}

/** Geometric mean of a window around each value, which shrinks towards both ends: no lag, and a straight line stays one. */
function average(values) {
  return values.map((value, i) => {
    const reach = Math.min((AVERAGE - 1) / 2, i, values.length - 1 - i);
    const part = values.slice(i - reach, i + reach + 1);
    return part.every(each => known(each) && each > 0)
      ? Math.exp(part.reduce((sum, each) => sum + Math.log(each), 0) / part.length) : value;
  });
}

/** The names of curves: beside them where there is room, above them elsewhere; with the grid that is left. */
function legend(names, width, base) {
  const widths = names.map(name => 46 + 7 * name.length);
  const side = Math.max(...widths);
  const grid = {left: 8, right: 16, top: 14, bottom: 26, containLabel: true};
  const shared = {...base, show: names.length > 1, data: names};
  if (names.length < 2) return {legend: shared, grid};
  if (width >= 700) return {legend: {...shared, orient: 'vertical', right: 0, top: 14}, grid: {...grid, right: Math.min(280, side)}};
  let rows = 1;
  let used = 0;
  widths.forEach(each => { if (used + each > width) { rows++; used = 0; } used += each; });
  return {legend: {...shared, left: 0, top: 0}, grid: {...grid, top: 14 + 24 * rows}};
}

/** Curves over epochs; {name, values, colour, faint}. */
function lines(curves, options) {
  return width => {
    const base = common();
    const usable = value => known(value) && (!options.log || value > 0);
    const smooth = options.smooth && options.smooth();
    const epochs = Math.max(1, ...curves.map(curve => curve.values.length));
    const series = curves.flatMap((curve, i) => {
      const points = values => values.map((value, epoch) => [epoch + 1, usable(value) ? value : null]);
      const line = {
        type: 'line', name: curve.name, color: curve.colour, symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 6,
        showSymbol: epochs <= 30, connectNulls: false, lineStyle: {width: 2, type: curve.dashed || i > 5 ? 'dashed' : 'solid'},
        emphasis: {focus: 'series'}, z: 3 + curves.length - i, data: points(smooth ? average(curve.values) : curve.values)
      };
      const faint = {
        type: 'line', name: curve.name, color: curve.colour, symbol: 'none', silent: true, tooltip: {show: false},
        lineStyle: {width: 1, opacity: 0.35}, data: points(curve.values)
      };
      return smooth ? [faint, line] : [line];
    });
    return {
      animation: base.animation, textStyle: base.textStyle, series,
      ...legend(curves.map(curve => curve.name), width, base.legend),
      tooltip: {...base.tooltip, trigger: 'axis', valueFormatter: value => (options.format || figure)(value),
        axisPointer: {lineStyle: {color: inkOf('--quiet')}}},
      xAxis: {...base.axis, type: 'value', min: 1, max: Math.max(2, epochs), minInterval: 1, name: 'epoch', nameLocation: 'middle',
        nameGap: 26, splitLine: {show: false}},
      yAxis: {...base.axis, type: options.log ? 'log' : 'value', scale: !options.zero, min: options.zero ? 0 : null,
        max: options.share ? 1 : null, axisLabel: {...base.axis.axisLabel, formatter: options.format || figure}}
    };
  };
}

function heatMap(heat) {
  return width => {
    const base = common();
    const cells = heat.cells.filter(cell => !cell.diverged && known(cell.loss));
    const broken = heat.cells.filter(cell => !cells.includes(cell));
    const logs = cells.filter(cell => cell.loss > 0).map(cell => Math.log10(cell.loss));
    const low = logs.length ? Math.min(...logs) : 0;
    const high = Math.max(...logs, low + 1e-6);
    // An exact zero counts as the lowest.
    const log = cell => cell.loss > 0 ? Math.log10(cell.loss) : low;
    const row = cell => heat.methods.length - 1 - cell.method;
    const narrow = width < 600;
    const text = cell => narrow ? Number(cell.loss.toPrecision(2)) : figure(Number(cell.loss.toPrecision(3)));
    const tip = cell => element('div', {}, heat.methods[cell.method], element('br'), cell.setting || 'no hyper-parameter',
      element('br'), cell.diverged ? 'diverged' : 'training loss ' + figure(cell.loss));
    const names = heat.methods.map((method, i) => method + (heat.axes[i] ? '\n{axis|' + heat.axes[i] + '}' : '')).reverse();
    return {
      animation: base.animation, textStyle: base.textStyle,
      tooltip: {...base.tooltip, formatter: item => tip(item.data.cell)},
      grid: {left: 8, right: 16, top: 8, bottom: 76, containLabel: true},
      xAxis: {...base.axis, type: 'category', data: heat.values, name: 'main hyper-parameter', nameLocation: 'middle', nameGap: 28,
        axisTick: {show: false}, splitLine: {show: false}, axisLabel: {color: inkOf('--ink'), interval: 0}},
      yAxis: {...base.axis, type: 'category', data: names, axisTick: {show: false}, splitLine: {show: false},
        axisLabel: {color: inkOf('--ink'), lineHeight: 15, interval: 0, width: narrow ? 110 : 260, overflow: 'truncate',
          rich: {axis: {color: inkOf('--quiet'), fontSize: 11, lineHeight: 15}}}},
      visualMap: {
        show: logs.length > 0, type: 'continuous', seriesIndex: 0, dimension: 2, min: low, max: high, calculable: false, orient: 'horizontal', left: 'center',
        bottom: 0, itemHeight: Math.min(240, width / 3), itemWidth: 12, inRange: {color: HEAT}, hoverLink: false,
        text: [figure(10 ** high), 'final training loss ' + figure(10 ** low)], textStyle: {color: inkOf('--quiet')}
      },
      series: [
        {type: 'heatmap', itemStyle: {borderColor: inkOf('--paper'), borderWidth: 3, borderRadius: 5},
          data: cells.map(cell => ({cell, value: [cell.value, row(cell), log(cell)], label: {
            show: true, formatter: String(text(cell)), fontSize: narrow ? 10 : 13,
            color: (log(cell) - low) / (high - low) < 0.5 ? '#10141a' : '#ffffff'}}))},
        {type: 'heatmap', label: {show: true, formatter: narrow ? '×' : 'diverged', color: inkOf('--bad'), fontSize: 12},
          itemStyle: {color: inkOf('--panel'), borderColor: inkOf('--bad'), borderWidth: 1, borderType: 'dashed', borderRadius: 5},
          data: broken.map(cell => ({cell, value: [cell.value, row(cell), 0]}))}
      ]
    };
  };
}

function head(kind) {
  document.title = data.title + ' – ' + kind;
  page.append(element('h1', {}, data.title), element('p', {class: 'note'}, kind));
}

function facts() {
  page.append(element('dl', {class: 'facts'}, ...data.facts.flatMap(fact => [element('dt', {}, fact.name),
    element('dd', ['again', 'weights sha256', 'folder'].includes(fact.name) ? {class: 'mono'} : {}, fact.text)])));
}

function tiles(list) {
  page.append(element('div', {class: 'tiles'}, ...list.filter(tile => tile[1] !== '-').map(([name, text]) =>
    element('div', {class: 'tile'}, element('b', {}, text), element('span', {}, name)))));
}

/** A chart of curves, with a switch for the moving average where there are epochs enough. */
function smoothed(curves, options, label) {
  const epochs = Math.max(0, ...curves.map(curve => curve.values.length));
  const long = epochs >= 2 * AVERAGE;
  const box = element('input', {type: 'checkbox'});
  box.checked = epochs >= 10 * AVERAGE;
  box.addEventListener('change', draw);
  const place = chart(lines(curves, {...options, smooth: () => long && box.checked}), label);
  return long ? [element('label', {class: 'toggle'}, box, 'moving average of ' + AVERAGE + ' epochs'), place] : [place];
}

function comparison() {
  const best = data.settings.filter(setting => setting.best);
  const methods = best.map(setting => setting.method);
  const of = setting => colour(methods.indexOf(setting.method));
  const onClasses = data.settings.some(setting => known(setting.validationAccuracy.mean) || known(setting.testAccuracy.mean));
  const held = (setting, set) => onClasses ? spread(setting[set + 'Accuracy'], percent) : spread(setting[set + 'Loss'], figure);
  const measure = onClasses ? 'accuracy' : 'loss';
  const several = data.settings.some(setting => setting.runs.length > 1);
  const loss = setting => !setting.diverged ? spread(setting.loss, figure)
    : element('td', {class: 'number bad'}, setting.runs.length > 1 ? setting.diverged + ' of ' + setting.runs.length + ' diverged'
      : 'diverged');
  const name = setting => [element('span', {class: 'swatch', style: 'background:' + of(setting)}), setting.method];

  head('comparison of training methods');
  facts();
  const tested = best.some(setting => known(setting['test' + (onClasses ? 'Accuracy' : 'Loss')].mean));
  section(page, (tested ? 'Test ' : 'Validation ') + measure, 'The best setting of each method, chosen on the validation set'
    + (several ? '; mean ± deviation over seeds (of the sample, n − 1).' : '.'),
    table([{name: 'method'}, {name: 'best setting'}, {name: 'test ' + measure, number: true},
      {name: 'validation ' + measure, number: true}, {name: 'training loss', number: true}, {name: 'time a run', number: true}],
      best.map(setting => [name(setting), setting.setting || '-', held(setting, 'test'), held(setting, 'validation'), loss(setting),
        seconds(setting.seconds)]),
      i => i === 0 ? 'best' : ''));
  section(page, 'Training objective', 'Mean loss of each epoch, best setting of each method, logarithmic scale.',
    ...smoothed(best.map(setting => ({name: setting.method, values: setting.losses, colour: of(setting)})), {log: true},
      'Training loss per epoch of each method; the figures are in the tables'));
  if (data.heatMap.values.length) {
    const place = chart(heatMap(data.heatMap), 'Final training loss by method and hyper-parameter; the figures are in the ranking');
    place.style.height = 120 + 52 * data.heatMap.methods.length + 'px';
    section(page, 'Sensitivity to the hyper-parameter',
      'Training loss of the last epoch by method and main hyper-parameter, at the best of all other settings. Logarithmic colours.',
      place);
  }
  const alig = data.settings.filter(setting => setting.alig && setting.losses.length).slice(0, HEAT.length - 1);
  if (alig.length) {
    const oneMethod = alig.every(setting => setting.method === alig[0].method);
    const short = setting => setting.setting.replace(/^[^=]*=/, '');
    const curves = field => alig.map((setting, i) => ({
      name: oneMethod ? short(setting) || setting.method : setting.method + ' ' + short(setting),
      values: setting[field], colour: HEAT[1 + i]}));
    const key = alig[0].setting.split('=')[0];
    const pair = element('div', {class: 'charts'});
    section(pair, 'Step size of ALI-G', 'Mean of each epoch' + (key ? ', by ' + key : '') + '; logarithmic scale. The best settings.', chart(lines(curves('stepSizes'), {log: true}), 'Step size per epoch'));
    section(pair, 'Clipped share', 'Steps of an epoch cut to the maximal learning rate.',
      chart(lines(curves('clippedShares'), {zero: true, share: true, format: value => Math.round(100 * value) + ' %'}), 'Clipped share'));
    page.append(element('section', {}, pair));
  }
  section(page, 'All settings', 'Best first: by validation ' + measure + ', then by training loss. A seed links to the page of its run.',
    table([{name: ''}, {name: 'method'}, {name: 'setting'}, {name: 'training loss', number: true},
      {name: 'validation ' + measure, number: true}, {name: 'test ' + measure, number: true}, {name: 'time a run', number: true},
      {name: 'seeds'}],
      data.settings.map((setting, i) => [String(i + 1), name(setting), setting.setting || '-', loss(setting), held(setting, 'validation'),
        held(setting, 'test'), seconds(setting.seconds), setting.runs.flatMap(run => [
          element('a', {href: encodeURIComponent(run.name) + '/report.html'}, String(run.seed)), ' '])])));
  const faults = data.settings.flatMap(setting => setting.runs.filter(run => run.fault));
  if (faults.length) {
    section(page, 'Runs that broke', null, ...faults.map(run => element('div', {class: 'fault'}, run.name + ': ' + run.fault)));
  }
  perEpoch(best.map(setting => ({name: setting.method, values: setting.losses})), 'Training loss per epoch as a table');
}

function perEpoch(columns, title, format) {
  const epochs = Math.max(0, ...columns.map(column => column.values.length));
  page.append(element('section', {}, element('details', {}, element('summary', {}, title),
    table([{name: 'epoch', number: true}, ...columns.map(column => ({name: column.name, number: true}))],
      Array.from({length: epochs}, (_, i) => [String(i + 1),
        ...columns.map(column => (column.format || figure)(column.values[i]))])))));
}

function run() {
  const epochs = data.history.epochs;
  const test = data.history.test;
  const of = field => epochs.map(epoch => epoch[field]);
  const has = field => of(field).some(known);
  const last = epochs[epochs.length - 1] || {};
  const share = value => Math.round(1000 * value) / 10 + ' %';
  head('training run');
  if (data.history.fault) page.append(element('div', {class: 'fault'}, data.history.fault));
  tiles([
    ['test accuracy', percent(test.accuracy)],
    ['top-' + test.k + ' test accuracy', test.k > 1 ? percent(test.topKAccuracy) : '-'],
    ['test loss', figure(test.loss)],
    ['validation accuracy', percent(last.validationAccuracy)],
    ['training loss', figure(last.loss)],
    ['epochs', String(epochs.length)],
    ['time', seconds(epochs.reduce((sum, epoch) => sum + epoch.seconds, 0))]
  ]);
  facts();
  const curves = [{name: 'training', values: of('loss'), colour: colour(0)}];
  if (has('validationLoss')) curves.push({name: 'validation', values: of('validationLoss'), colour: colour(1), dashed: true});
  section(page, 'Loss', 'Mean of each epoch, logarithmic scale. Training losses are those before each step.',
    ...smoothed(curves, {log: true}, 'Loss per epoch; the figures are in the table'));
  const grid = element('div', {class: 'charts'});
  const small = (title, note, field, options) => has(field) && section(grid, title, note,
    chart(lines([{name: title, values: of(field), colour: colour(options.colour)}], options), title + ' per epoch'));
  small('Validation accuracy', 'After each epoch.', 'validationAccuracy', {colour: 2, format: share});
  small('Step size', 'Mean of each epoch, logarithmic scale.', 'stepSize', {colour: 0, log: true});
  if (/^optimizer\.name = "?alig"?$/m.test(data.config)) small('Clipped share', 'Steps of an epoch cut to the maximal learning rate.', 'clippedShare',
    {colour: 3, zero: true, share: true, format: share});
  small('Throughput', 'Training samples a second.', 'samplesPerSecond', {colour: 6, zero: true, format: value => String(Math.round(value))});
  page.append(element('section', {}, grid));
  const column = (name, field, format) => ({name, values: of(field), format});
  perEpoch([column('loss', 'loss'), column('step size', 'stepSize'), column('clipped', 'clippedShare', percent),
    column('validation loss', 'validationLoss'), column('validation accuracy', 'validationAccuracy', percent),
    column('samples/s', 'samplesPerSecond', value => String(Math.round(value))), column('seconds', 'seconds')], 'Epochs as a table');
  page.append(element('details', {}, element('summary', {}, 'Effective configuration'), element('pre', {}, data.config)));
}

if (data.kind === 'comparison') comparison(); else run();
draw();
let pending;
addEventListener('resize', () => { clearTimeout(pending); pending = setTimeout(draw, 100); });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
matchMedia('print').addEventListener('change', draw);
