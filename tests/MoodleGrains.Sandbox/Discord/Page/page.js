"use strict";
const channels = new Map();
let current = null, ahead = 0;
const $ = id => document.getElementById(id);
const make = (name, cls, text) => Object.assign(document.createElement(name), { className: cls ?? "", textContent: text ?? "" });
const now = () => Date.now() + ahead;

function when(unix, style) {
  const at = new Date(unix * 1000);
  if (style === "R") {
    const s = Math.round((at - now()) / 1000), a = Math.abs(s);
    const [n, unit] = a < 60 ? [s, "second"] : a < 3600 ? [s / 60, "minute"] : a < 86400 ? [s / 3600, "hour"] : [s / 86400, "day"];
    return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(n), unit);
  }
  return new Intl.DateTimeFormat(undefined, style === "t" ? { timeStyle: "short" } : { dateStyle: "full", timeStyle: "short" }).format(at);
}

// As much of Discord's markdown as announcements use; what is escaped stays as it is.
function write(into, text, roles) {
  const rule = /\\([^0-9A-Za-z\s])|\*\*((?:\\.|[^\\])+?)\*\*|~~((?:\\.|[^\\])+?)~~|<t:(\d+):(\w)>|<@&(\d+)>|(@everyone|@here)|(https?:\/\/[^\s<]+)/g;
  let last = 0;
  for (const m of text.matchAll(rule)) {
    into.append(text.slice(last, m.index));
    last = m.index + m[0].length;
    if (m[1]) into.append(m[1]);
    else if (m[2]) write(into.appendChild(make("strong")), m[2], roles);
    else if (m[3]) write(into.appendChild(make("s")), m[3], roles);
    else if (m[4]) {
      const time = into.appendChild(make("time", "", when(m[4], m[5])));
      time.dataset.unix = m[4]; time.dataset.style = m[5]; time.title = when(m[4], "F");
    }
    else if (m[6]) into.append(roles?.[m[6]] ? make("span", "mention", "@" + roles[m[6]]) : m[0]);
    else if (m[7]) into.append(make("span", "mention", m[7]));
    else if (m[8]) { const a = into.appendChild(make("a", "", m[8])); a.href = m[8]; a.rel = "noreferrer"; }
  }
  into.append(text.slice(last));
  return into;
}

function draw(message) {
  const li = make("li"), roles = message.role_names;
  li.dataset.id = message.id;
  li.append(make("span", "face", message.author.username[0]));
  const who = li.appendChild(make("p", "who", message.author.username));
  who.append(make("span", "app", "APP"));
  who.append(make("small", "", when(Date.parse(message.timestamp) / 1000, "F") + (message.edited_timestamp ? " (edited)" : "")));
  if (message.content) li.append(write(make("div", "body"), message.content, roles));
  for (const embed of message.embeds) {
    const card = li.appendChild(make("article", "embed"));
    if (embed.color !== undefined) card.style.setProperty("--bar", "#" + embed.color.toString(16).padStart(6, "0"));
    if (embed.title) card.append(write(make("h3"), embed.title, roles));
    if (embed.description) card.append(write(make("div"), embed.description, roles));
    if (embed.footer) card.append(make("footer", "", embed.footer.text));
  }
  for (const row of message.components) {
    const buttons = li.appendChild(make("div", "buttons"));
    for (const button of row.components) {
      const a = buttons.appendChild(make("a", "", button.label));
      a.href = button.url; a.title = button.url; a.rel = "noreferrer"; a.target = "_blank";
    }
  }
  if (message.mention_roles.length || message.mention_everyone) li.classList.add("pinged");
  return li;
}

function list() {
  $("channels").replaceChildren(...[...channels.values()].map(channel => {
    const li = make("li"), button = li.appendChild(make("button", "", "# " + channel.name));
    button.append(make("b", "", channel.unseen || ""));
    if (channel.id === current) button.setAttribute("aria-current", "true");
    button.onclick = () => show(channel.id);
    return li;
  }));
}

function count() {
  const n = channels.get(current)?.messages.size ?? 0;
  $("count").textContent = n === 1 ? "1 message" : n + " messages";
  const empty = $("messages").querySelector(".nothing");
  if (n && empty) empty.remove();
  if (!n && !empty) $("messages").append(make("div", "nothing", "Nothing announced here yet."));
}

function show(id) {
  const channel = channels.get(current = id);
  channel.unseen = 0;
  $("title").textContent = "# " + channel.name;
  $("messages").replaceChildren(...[...channel.messages.values()].map(draw));
  list(); count();
  $("messages").scrollTop = $("messages").scrollHeight;
}

function change(what, message) {
  const channel = channels.get(message.channel_id);
  if (!channel) return location.reload();
  if (what === "deleted") channel.messages.delete(message.id); else channel.messages.set(message.id, message);
  if (channel.id !== current) { if (what === "created") { channel.unseen++; list(); } return; }
  const messages = $("messages"), there = messages.querySelector(`[data-id="${message.id}"]:not(.gone)`);
  const atEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 80;
  if (what === "deleted") { if (there) { there.className = "gone"; setTimeout(() => there.remove(), 900); } }
  else {
    const li = draw(message);
    li.classList.add(there ? "edited" : "new");
    if (there) there.replaceWith(li); else messages.append(li);
    if (atEnd) messages.scrollTop = messages.scrollHeight;
  }
  count();
}

const live = new EventSource("live");
live.onopen = () => $("state").textContent = "live";
live.onerror = () => $("state").textContent = "not connected";
live.onmessage = event => {
  const told = JSON.parse(event.data);
  if (told.now) ahead = told.now - Date.now();
  if (told.what === "all") {
    channels.clear();
    for (const c of told.channels) channels.set(c.id, { id: c.id, name: c.name, unseen: 0, messages: new Map(c.messages.map(m => [m.id, m])) });
    if (channels.size) show(channels.has(current) ? current : channels.keys().next().value);
  } else if (told.message) change(told.what, told.message);
};
setInterval(() => document.querySelectorAll('time[data-style="R"]').forEach(t => t.textContent = when(t.dataset.unix, "R")), 1000);
