#!/usr/bin/env python3
"""Writes access-sample.log: twelve invented visitors of an invented blog, ten minutes on one
morning, combined log format. Deterministic; see README.md in this folder."""

STATE = 20240517


def draw(n):
    """A whole number below n, the same on every machine."""
    global STATE
    STATE = (STATE * 6364136223846793005 + 1442695040888963407) % 2**64
    return (STATE >> 33) % n


VISITORS = ["192.0.2.11", "192.0.2.12", "192.0.2.57", "198.51.100.4", "198.51.100.23",
            "198.51.100.77", "203.0.113.9", "203.0.113.42", "203.0.113.180", "2001:db8::17",
            "2001:db8::2a", "crawler.example.net"]
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0",
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Safari/537.36",
          "ExampleBot/1.0 (+http://crawler.example.net/)"]
ARTICLES = ["first-light", "on-logs", "offsets", "sign-in", "the-weather", "tea"]


def request(visitor):
    kind = draw(100)
    article = ARTICLES[draw(len(ARTICLES))]
    if kind < 12 and "crawler" not in visitor:
        return "POST /articles/%s/images HTTP/1.1" % article, 201, "-"
    if kind < 16 and "crawler" not in visitor:
        return "PUT /images/%d.png HTTP/1.1" % draw(900), 204, "-"
    if kind < 22:
        return "GET /search?q=%s HTTP/1.1" % article, 200, 900 + draw(4000)
    if kind < 27:
        return "GET /articles/%s.old HTTP/1.1" % article, 404, 214
    if kind < 32:
        return "POST /sign-in HTTP/1.1", 302, "-"
    if kind < 45:
        return "GET / HTTP/1.1", 200, 5120
    return "GET /articles/%s HTTP/1.1" % article, 200, 2000 + draw(30000)


def main():
    second = 10 * 3600 + 5 * 60
    lines = []
    for _ in range(600):
        second += draw(3)
        visitor = VISITORS[draw(len(VISITORS))]
        agent = AGENTS[2] if "crawler" in visitor else AGENTS[draw(2)]
        what, status, size = request(visitor)
        referer = "-" if draw(3) == 0 else 'https://blog.example/search?q=\\"%s\\"' % ARTICLES[draw(6)]
        clock = "%02d:%02d:%02d" % (second // 3600, second // 60 % 60, second % 60)
        lines.append('%s - - [17/May/2024:%s +0000] "%s" %s %s "%s" "%s"'
                     % (visitor, clock, what, status, size, referer, agent))
    # A server writes a line when the answer is done, so a few come late.
    for i in range(40, 600, 97):
        lines[i], lines[i + 2] = lines[i + 2], lines[i]
    lines[300] = ('203.0.113.9 - - [17/May/2024:10:10:00 +0000] "\\x16\\x03\\x01" 400 0 "-" "-"')
    with open("access-sample.log", "w", encoding="ascii", newline="\n") as log:
        log.write("\n".join(lines) + "\n")


main()
