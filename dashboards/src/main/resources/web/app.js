"use strict";
// Draws the state of all links, as the server sends it, one card a link. No library, no build step.

const cards = new Map();
const byId = id => document.getElementById(id);
const fixed = x => (x == null ? "–" : x.toFixed(3));
const grade = x => (x >= 0.8 ? "good" : x >= 0.6 ? "fair" : "bad");

function svg(name, attributes) {
  const e = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  return e;
}

function cardFor(link) {
  let card = cards.get(link);
  if (!card) {
    card = byId("card").content.firstElementChild.cloneNode(true);
    card.querySelector("h2").textContent = link.replace(">", " → ");
    cards.set(link, card);
    const after = [...cards.keys()].sort().find(k => k > link);
    byId("links").insertBefore(card, after ? cards.get(after) : null);
  }
  return card;
}

// The score of the last frames from 0 (bottom) to 1 (top); a frame without a score is a red tick.
function drawLine(element, recent) {
  const x = i => (240 * i) / Math.max(1, recent.length - 1);
  const y = s => 57 - 54 * s;
  const parts = [svg("line", { class: "half", x1: 0, x2: 240, y1: y(0.5), y2: y(0.5) })];
  let run = [];
  const flush = () => {
    if (run.length) parts.push(svg("polyline", { points: run.join(" ") }));
    run = [];
  };
  recent.forEach((frame, i) => {
    if (frame.score == null) {
      flush();
      parts.push(svg("line", { class: "gap", x1: x(i), x2: x(i), y1: 50, y2: 60 }));
    } else {
      run.push(`${x(i).toFixed(1)},${y(frame.score).toFixed(1)}`);
    }
  });
  flush();
  element.replaceChildren(...parts);
  element.setAttribute("aria-label", `SeSS of the last ${recent.length} frames`);
}

// Each number stays together, and a line that ends between two shows nothing there.
function numbers(state) {
  const all = [`mean ${fixed(state.score.mean)}`, `p05 ${fixed(state.score.p05)}`, `min ${fixed(state.score.min)}`];
  if (state.psnrMean != null) all.push(`PSNR ${state.psnrMean.toFixed(1)} dB`);
  return all.map(number => number.replaceAll(" ", "\u00a0")).join("\u2003");
}

function draw(state) {
  const card = cardFor(state.link);
  const now = card.querySelector(".now");
  now.textContent = state.score ? fixed(state.score.now) : "–";
  now.className = "now " + (state.score ? grade(state.score.now) : "");
  card.querySelector(".numbers").textContent = state.score ? numbers(state) : "no frame scored yet";
  drawLine(card.querySelector(".line"), state.recent);
  const seen = Object.entries(state.outcomes).filter(([, n]) => n > 0);
  card.querySelector(".bar").replaceChildren(...seen.map(([outcome, n]) => {
    const part = document.createElement("i");
    part.className = outcome;
    part.style.flexGrow = n;
    return part;
  }));
  card.querySelector(".outcomes").textContent = seen.map(([o, n]) => `${n} ${o.toLowerCase()}`).join(" · ");
  card.querySelector(".lost").textContent = state.mostLost.map(l => `${l.name} ${l.times}×`).join(", ");
  card.querySelector(".reason").textContent = state.lastReason ?? "";
}

function drawAll(links) {
  links.forEach(draw);
  const frames = links.reduce((sum, l) => sum + Object.values(l.outcomes).reduce((a, b) => a + b, 0), 0);
  if (links.length) byId("summary").textContent = `${links.length} links · ${frames} outcomes`;
}

function connected(yes) {
  byId("connection").textContent = yes ? "live" : "not connected";
  byId("connection").classList.toggle("off", !yes);
}

const events = new EventSource("api/events");
events.addEventListener("links", e => drawAll(JSON.parse(e.data)));
events.onopen = () => connected(true);
events.onerror = () => connected(false);
