### A connector in shadow: it runs beside the clerk, and nothing of it is delivered.

shadow-score = { $host }: marks that came out equal: { $equal } (needed: { $needed }); different: { $different }; not shown by the host: { $missing }. Agreement: { $rate }. Held for a person: { $held }; nothing written by the clerk yet: { $awaited }.
shadow-not-begun = { $host }: in shadow from its first pass on; nothing of it will be delivered.
shadow-since = { $host }: in shadow since { $since }; nothing of it is delivered.
shadow-was = { $host }: promoted on { $at } by { $by }; what is listed is how it compared then.
shadow-ready = { $host } may be promoted: utqyr host promote { $host } --by NAME --reason TEXT
shadow-not-ready = { $host } cannot be promoted yet. Each difference is a mistake of the clerk, of the mapping or of the host: “utqyr explain” with its reference says how ours came about.
shadow-promoted = { $host }: promoted. The next pass decides everything of it anew and delivers it; marks that differ at home are held, never replaced.
shadow-not-compared = { $host }: could not be compared with the marks at home: { $reason }
explain-shadow = Made in shadow, to be compared with the clerk's mark: nothing of it was delivered.

head-ours = ours
head-verdict = comparison

shadow-equal = equal
shadow-different = different
shadow-not-shown = not shown by the host
shadow-held = a person would be asked
shadow-awaited = nothing there yet
shadow-ungraded = without a grade
shadow-unreadable = could not be read
