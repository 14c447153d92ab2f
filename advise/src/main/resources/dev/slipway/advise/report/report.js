'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const charts = [];
  const oneLine = text => text.replace(/\s+/g, ' ');
  const size = bytes => {
    const units = ['B', 'kB', 'MB', 'GB'];
    let at = 0;
    while (bytes >= 1000 && at < units.length - 1) { bytes /= 1000; at++; }
    return (at === 0 ? bytes : bytes.toFixed(bytes < 10 ? 2 : 1)) + ' ' + units[at];
  };

  // Names come from Dockerfiles and images: they go into the page as text, never as markup.
  const tooltip = lines => {
    const box = document.createElement('div');
    lines.forEach((line, index) => {
      const row = box.appendChild(document.createElement('div'));
      row.textContent = line;
      if (index === 0) row.style.fontWeight = '600';
    });
    box.style.maxWidth = '40rem';
    box.style.whiteSpace = 'normal';
    return box;
  };

  const draw = (id, height, option) => {
    const place = document.getElementById(id);
    if (!place) return null;
    if (height) place.style.height = height + 'px';
    const chart = echarts.init(place, null, { renderer: 'svg' });
    chart.setOption(Object.assign({ animation: false, textStyle: { fontFamily: 'sans-serif' } }, option));
    charts.push(chart);
    return chart;
  };

  if (data.timeline) {
    const bars = data.timeline.bars.filter(bar => bar.seconds > 0);
    const chart = draw('timeline', Math.max(180, 60 + 24 * bars.length), {
      grid: { left: 260, right: 30, top: 10, bottom: 44 },
      xAxis: { type: 'value', name: 'seconds', nameLocation: 'middle', nameGap: 24, min: 0, max: Math.max(data.timeline.seconds, 0.001) },
      yAxis: {
        type: 'category', inverse: true, data: bars.map((bar, index) => String(index)),
        axisLabel: {
          width: 240, overflow: 'truncate',
          formatter: value => (bars[value].line ? bars[value].line + '  ' : '') + oneLine(bars[value].name),
        },
      },
      tooltip: {
        formatter: params => {
          const bar = bars[params.dataIndex];
          return tooltip([oneLine(bar.name), bar.line ? 'Dockerfile:' + bar.line : '',
            bar.seconds.toFixed(1) + ' s, from ' + bar.start.toFixed(1) + ' s', bar.outcome,
            bar.critical ? 'on the critical path' : ''].filter(Boolean));
        },
      },
      series: [{
        type: 'custom',
        encode: { x: [1, 2], y: 0 },
        data: bars.map((bar, index) => [index, bar.start, bar.start + bar.seconds]),
        renderItem: (params, api) => {
          const from = api.coord([api.value(1), api.value(0)]);
          const to = api.coord([api.value(2), api.value(0)]);
          return {
            type: 'rect',
            shape: { x: from[0], y: from[1] - 8, width: Math.max(2, to[0] - from[0]), height: 16, r: 2 },
            style: { fill: color(bars[params.dataIndex].critical ? 'mark' : 'calm') },
          };
        },
      }],
    });
    // A click shows the step in the table below.
    if (chart) chart.on('click', params => {
      const row = document.getElementById('step-' + data.timeline.bars.indexOf(bars[params.dataIndex]));
      if (row) { row.scrollIntoView({ block: 'center' }); row.tabIndex = -1; row.focus(); }
    });
  }

  if (data.layers.length) {
    const mix = share => {
      const calm = [37, 99, 168], mark = [194, 65, 12];
      return 'rgb(' + calm.map((c, i) => Math.round(c + (mark[i] - c) * share)).join(',') + ')';
    };
    const node = box => ({
      name: box.name, value: box.bytes, waste: box.wastedBytes,
      itemStyle: { color: mix(box.bytes ? Math.min(1, box.wastedBytes / box.bytes) : 0) },
      children: box.children.length ? box.children.map(node) : undefined,
    });
    draw('layers', 460, {
      tooltip: {
        formatter: params => tooltip([params.name, size(params.value || 0),
          params.data && params.data.waste ? size(params.data.waste) + ' wasted' : ''].filter(Boolean)),
      },
      series: [{
        type: 'treemap', name: 'image', leafDepth: 2, roam: false, top: 0, bottom: 30, left: 0, right: 0,
        label: { lineHeight: 16, formatter: params => params.name + '\n' + size(params.value || 0) },
        upperLabel: {
          show: true, height: 22, color: '#fff',
          formatter: params => params.name + '  ' + size(params.value || 0),
        },
        levels: [
          { itemStyle: { gapWidth: 4, borderWidth: 0 }, upperLabel: { show: false } },
          { itemStyle: { gapWidth: 1, borderWidth: 2, borderColor: color('soft') } },
          { itemStyle: { gapWidth: 1, borderWidth: 1, borderColor: color('line') }, upperLabel: { show: false } },
        ],
        data: data.layers.map(node),
      }],
    });
  }

  if (data.ranking && data.ranking.steps.length) {
    const steps = data.ranking.steps.slice(0, 15);
    draw('ranking', 60 + 26 * steps.length, {
      grid: { left: 260, right: 60, top: 10, bottom: 40 },
      xAxis: { type: 'value', name: 'seconds a commit', nameLocation: 'middle', nameGap: 24 },
      yAxis: {
        type: 'category', inverse: true, data: steps.map((step, index) => String(index)),
        axisLabel: { width: 240, overflow: 'truncate', formatter: value => steps[value].line + '  ' + oneLine(steps[value].step) },
      },
      tooltip: {
        formatter: params => tooltip([oneLine(steps[params.dataIndex].step),
          steps[params.dataIndex].reruns + ' of ' + data.ranking.commits + ' commits, ' + steps[params.dataIndex].seconds.toFixed(1) + ' s each']),
      },
      series: [{
        type: 'bar', itemStyle: { color: color('calm') },
        data: steps.map(step => step.seconds * step.reruns / Math.max(1, data.ranking.commits)),
      }],
    });
  }

  // Tables sort at a click on a heading.
  document.querySelectorAll('table').forEach(table => {
    table.querySelectorAll('th').forEach((heading, column) => {
      const button = document.createElement('button');
      button.textContent = heading.textContent;
      heading.replaceChildren(button);
      button.addEventListener('click', () => {
        const down = heading.getAttribute('aria-sort') !== 'descending';
        table.querySelectorAll('th').forEach(other => other.removeAttribute('aria-sort'));
        heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const key = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
        const compare = (a, b) => {
          const numbers = [Number(key(a)), Number(key(b))];
          const order = numbers.some(Number.isNaN) ? key(a).localeCompare(key(b)) : numbers[0] - numbers[1];
          return down ? -order : order;
        };
        const body = table.tBodies[0];
        body.replaceChildren(...[...body.rows].sort(compare));
      });
    });
  });

  const resize = () => charts.forEach(chart => chart.resize());
  addEventListener('resize', resize);
  addEventListener('beforeprint', resize);
})();
