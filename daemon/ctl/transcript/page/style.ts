/** Steps of time between exchanges: classes `gap-0` to `gap-6`, and of depth in a tree: `d0` to `d15`. */
export const GAPS = 7;
export const DEPTHS = 16;

const gaps = Array.from({ length: GAPS }, (_, at) => `.gap-${at}{margin-top:${at * 0.45}rem}`);
const depths = Array.from({ length: DEPTHS }, (_, at) => `.d${at}{padding-left:${1.2 + at}rem}`);

/** The style of the pages. Colours have a contrast of 4.5 at least with each background that they stand on, in both schemes. */
export const CSS = `
:root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--panel:#f3f5f8;--edge:#c4cbd3;--muted:#4d5661;--link:#0550ae;
--good:#0f5f27;--warn:#764800;--bad:#a40e26;--card:#0969da;--line:#9a6700;--host:#8250df;--come:#dcf5e3;--go:#fde3e3}
@media (prefers-color-scheme:dark){:root{--fg:#e6edf3;--bg:#0d1117;--panel:#171d25;--edge:#3d4652;--muted:#a3adb8;--link:#79c0ff;
--good:#56d364;--warn:#e3b341;--bad:#ff8f87;--card:#58a6ff;--line:#d8a628;--host:#bc8cff;--come:#12331e;--go:#3f1a1d}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{overflow-wrap:anywhere;margin:0 auto;padding:1rem 1.25rem 3rem;max-width:84rem;background:var(--bg);color:var(--fg);font:1rem/1.5 system-ui,"DejaVu Sans",sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem;overflow-wrap:anywhere}
h2{font-size:1.35rem;line-height:1.3;margin:3rem 0 .75rem;padding-top:.75rem;border-top:2px solid var(--edge);overflow-wrap:anywhere}
h3{font-size:1.1rem;margin:2rem 0 .5rem}
h4{font-size:1rem;margin:1.25rem 0 .25rem;overflow-wrap:anywhere}
h2 a,h3 a{color:inherit;text-decoration:none}
h2 a:hover,h3 a:hover{text-decoration:underline}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.5rem 1rem;z-index:1}
nav ul{margin:0;padding-left:1.1rem}
nav>ul{padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:.75rem 2.5rem}
nav ul ul{display:flex;flex-wrap:wrap;gap:.1rem 1.5rem;list-style:none;padding:0}
nav>ul>li>a{font-weight:600}
nav a{overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr));gap:.6rem 1.5rem;margin:.75rem 0}
dl>div{border-left:3px solid var(--edge);padding-left:.6rem}
dt{color:var(--muted);font-size:.85rem}
dd{margin:0;overflow-wrap:anywhere}
code,.bytes,.tree{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.85rem}
.bytes{display:block;white-space:pre-wrap;overflow-wrap:anywhere;color:var(--muted);margin:.15rem 0}
.scroll{overflow-x:auto;margin:.75rem 0}
table{border-collapse:collapse;min-width:min(32rem,100%)}
caption{text-align:left;color:var(--muted);font-size:.9rem;padding:.2rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .9rem .3rem 0;border-bottom:1px solid var(--edge)}
thead th{color:var(--muted);font-size:.85rem;font-weight:600}
tbody th{font-weight:600}
td,tbody th{overflow-wrap:break-word}
tbody th{min-width:8rem}
.numbers td,.numbers thead th+th{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
summary{cursor:pointer;padding:.15rem 0;color:var(--link)}
details>:not(summary){margin-left:1rem}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.muted{color:var(--muted)}
.badge{border:1px solid currentColor;border-radius:1rem;padding:.05rem .6rem;font-size:.85rem;font-weight:600;white-space:nowrap}
.note{background:var(--panel);border-left:4px solid var(--warn);padding:.5rem .9rem;margin:.75rem 0;overflow-wrap:anywhere}
.bars{list-style:none;padding:0;margin:.5rem 0;max-width:52rem}
.bars li{margin:.4rem 0}
.bars div{display:flex;justify-content:space-between;gap:1rem}
.bars svg{display:block;width:100%;height:1.1rem;background:var(--panel)}
.bars .card{fill:var(--card)}.bars .line{fill:var(--line)}.bars .host{fill:var(--host)}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;list-style:none;padding:0;margin:.25rem 0}
.key svg{width:.9rem;height:.9rem;vertical-align:-.1rem;margin-right:.4rem}
.key .card{fill:var(--card)}.key .line{fill:var(--line)}.key .host{fill:var(--host)}
.ends{display:grid;grid-template-columns:6.5rem 1fr;font-weight:600;max-width:60rem}
.ends span+span{display:flex;justify-content:space-between}
.ladder{list-style:none;margin:0;padding:0;max-width:60rem}
.ladder>li{display:grid;grid-template-columns:6.5rem 1fr;break-inside:avoid}
.at{font-size:.8rem;color:var(--muted);font-variant-numeric:tabular-nums;padding-top:.2rem}
.at b{display:block;font-weight:600;color:var(--fg)}
.rung{border-left:2px solid var(--fg);border-right:2px solid var(--fg);padding:.1rem .8rem .35rem;position:relative;min-width:0}
.ask,.answer{position:relative;overflow-wrap:anywhere}
.ask{border-bottom:2px solid var(--muted);padding-right:1rem}
.answer{border-bottom:2px solid;text-align:right;padding-left:1rem;margin-top:.1rem}
.ask::after,.answer::before{content:"";position:absolute;bottom:-.36rem;border:.32rem solid transparent}
.ask::after{right:-.6rem;border-left:.6rem solid var(--muted)}
.answer::before{left:-.6rem;border-right:.6rem solid currentColor}
.event{background:var(--panel);padding:.2rem .8rem;border-left:2px solid var(--fg);border-right:2px solid var(--fg);overflow-wrap:anywhere;min-width:0}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:0 2rem}
.tree{list-style:none;margin:.5rem 0;padding:0}
.tree li{overflow-wrap:anywhere;text-indent:-1.2rem;padding-top:.05rem;padding-bottom:.05rem}
.tree .come{background:var(--come)}.tree .go{background:var(--go)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
footer{margin-top:4rem;color:var(--muted);font-size:.85rem;border-top:1px solid var(--edge)}
${gaps.join('')}
${depths.join('')}
@media (max-width:40rem){body{padding:.5rem .75rem 2rem}.ladder>li,.ends{grid-template-columns:4.2rem 1fr}.at{font-size:.7rem}}
@media print{details>summary{list-style:none}}
`.replace(/\n/g, '');
