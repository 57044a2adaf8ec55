// Runs in the report's page, after uPlot and `report` (the data). Draws the charts, with the runs as bands behind them.
(() => {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  const bandColors = { PASSED: color('good'), FAILED: color('bad'), ERRORED: color('bad') };

  const bands = {
    hooks: {
      drawClear: [
        (chart) => {
          const { ctx, bbox } = chart;
          const LABEL_HEIGHT = 13 * devicePixelRatio;
          const rowEnds = [];
          ctx.save();
          ctx.beginPath();
          ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
          ctx.clip();
          ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
          for (const run of report.runs) {
            const { min, max } = chart.scales.x;
            if (run.to < min || run.from > max) continue;
            const left = chart.valToPos(run.from, 'x', true);
            // A run of minutes must still be seen in four days.
            const width = Math.max(chart.valToPos(run.to, 'x', true) - left, 2 * devicePixelRatio);
            ctx.fillStyle = bandColors[run.verdict] ?? color('orange');
            ctx.globalAlpha = 0.22;
            ctx.fillRect(left, bbox.top, width, bbox.height);
            ctx.globalAlpha = 1;
            const text = ctx.measureText(run.kind).width;
            const x = Math.min(Math.max(left + 3, bbox.left + 3), bbox.left + bbox.width - text - 3);
            let row = rowEnds.findIndex((end) => end < x);
            if (row < 0) row = rowEnds.length;
            rowEnds[row] = x + text + 8;
            ctx.fillText(run.kind, x, bbox.top + LABEL_HEIGHT * (row + 1));
          }
          ctx.restore();
        },
      ],
    },
  };

  const axis = (extra) => ({
    stroke: color('soft'),
    grid: { stroke: color('line'), width: 1 },
    ticks: { stroke: color('line') },
    ...extra,
  });
  const DAY = 86400;
  const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  // A 24 hour clock, and the day wherever a new one begins on the axis.
  const timeLabels = (_, splits) =>
    splits.map((at, index) => {
      const date = new Date(at * 1000);
      const clock = date.toISOString().slice(11, splits[1] - splits[0] < 60 ? 19 : 16);
      const isNewDay = index === 0 || Math.floor(at / DAY) !== Math.floor(splits[index - 1] / DAY);
      return isNewDay ? `${clock}\n${DAYS[date.getUTCDay()]} ${date.toISOString().slice(5, 10)}` : clock;
    });
  const sync = uPlot.sync('time');
  const charts = [];
  const utc = (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC');

  function draw(id, label, series, data) {
    const holder = document.getElementById(id);
    const chart = new uPlot(
      {
        width: holder.clientWidth,
        height: 260,
        tzDate: utc,
        cursor: { sync: { key: sync.key }, drag: { setScale: false } },
        hooks: {
          setSelect: [
            ({ select, posToVal }) => {
              if (select.width > 2) zoom(posToVal(select.left, 'x'), posToVal(select.left + select.width, 'x'));
            },
          ],
        },
        scales: { x: { min: report.from, max: report.to }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.25)] } },
        axes: [axis({ values: timeLabels, space: 70 }), axis({ label })],
        series: [{ value: '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}' }, ...series],
        plugins: [bands],
      },
      data,
      holder,
    );
    charts.push(chart);
    new ResizeObserver(() => chart.setSize({ width: holder.clientWidth, height: 260 })).observe(holder);
  }

  // Every chart shows the same span, whichever it was chosen on.
  function zoom(from, to) {
    for (const chart of charts) {
      chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      chart.setScale('x', { min: from, max: to });
    }
  }
  const everything = () => zoom(report.from, report.to);
  const MARGIN_SHARE = 0.4;
  for (const button of document.querySelectorAll('[data-run]')) {
    const run = report.runs[button.dataset.run];
    const margin = run ? Math.max(60, (run.to - run.from) * MARGIN_SHARE) : 0;
    button.addEventListener('click', () => (run ? zoom(run.from - margin, run.to + margin) : everything()));
  }

  const steps = uPlot.paths.stepped({ align: 1 });
  const round = (_, value) => (value == null ? '–' : (Math.round(value * 100) / 100).toString());
  const line = (label, name, extra) => ({ label, stroke: color(name), width: 2, points: { show: false }, value: round, ...extra });
  const { capacity, traffic } = report;
  draw(
    'capacity',
    'nodes',
    [line('desired', 'soft', { paths: steps, dash: [6, 4] }), line('healthy targets', 'blue', { paths: steps })],
    [capacity.times, capacity.desired, capacity.healthy],
  );
  draw(
    'traffic',
    'requests a second',
    [line('requests', 'blue', { fill: `${color('blue')}22` }), line('failed', 'bad', {})],
    [traffic.times, traffic.perSecond, traffic.failedPerSecond],
  );
  for (const chart of charts) chart.over.addEventListener('dblclick', everything);
})();
