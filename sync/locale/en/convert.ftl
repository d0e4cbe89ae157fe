## Why one value, tried by itself, may not be converted, and what to do next

refused-no-credits = No credits are stated.
refused-unknown-credit-scheme = Nobody has described the credit scheme “{ $scheme }”; it is never taken for ECTS.
refused-no-credit-rule = No rule converts { $value } { WORD($scheme, of: "scheme") }: { WORD($regime, of: "regime") }, { WORD($level, of: "level") }, { WORD($work, of: "work") }.
refused-ambiguous-credit-rule = Several credit rules fit { $value } { WORD($scheme, of: "scheme") } equally well: { $rules }.
refused-no-legal-range = The national table does not give exactly one range of coefficients for { WORD($work, of: "work") }, { WORD($level, of: "level") }: { WORD($rows, of: "rows") }.
refused-coefficient-missing = Nobody has chosen the coefficient for { WORD($work, of: "work") }, { WORD($level, of: "level") }; the law allows { $lowest } to { $highest }.
refused-coefficient-out-of-range = Coefficient { $coefficient } is outside the legal range { $lowest } to { $highest } for { WORD($work, of: "work") }, { WORD($level, of: "level") }.
refused-rounding-missing = Nobody has chosen how { $quotient } credits are rounded.
refused-zero-credits = { $value } { WORD($scheme, of: "scheme") } come to { $quotient }, which rounds to no credit at all.
refused-no-grade = No grade is stated.
refused-no-grade-table = There is no conversion table of scheme { $scheme }{ IF_GIVEN($host, before: " at ") }{ IF_GIVEN($on, before: " valid on ") }.
refused-ambiguous-grade-table = Several conversion tables of scheme { $scheme } fit{ IF_GIVEN($host, before: " at ") }: { $tables }.
refused-unknown-grade = Grade “{ $label }” is not in scheme { $scheme }.
refused-ambiguous-grade = Grade “{ $label }” can mean several things in scheme { $scheme }: { $options }.
refused-grade-contradiction = The figures contradict each other: { IF_GIVEN($label, before: "grade ", otherwise: "no grade") }{ IF_GIVEN($percent, before: ", ", after: " %") }{ IF_GIVEN($points, before: ", ", after: " points") }.
refused-percent-missing = Grade { $letter } stands for { $lowest } to { $highest } %; none of them is invented.

hint-unknown-credit-scheme = name the scheme in a credit rule of its own
hint-no-credit-rule = add a credit rule for the scheme, regime, level and kind of work
hint-ambiguous-credit-rule = make one of the rules narrower, or remove it
hint-coefficient-missing = choose one value inside the legal range
hint-coefficient-out-of-range = choose one value inside the legal range
hint-rounding-missing = choose half-up, floor or ceiling
hint-no-grade-table = add the host's own table with its source document
hint-ambiguous-grade-table = let the tables' dates not overlap
hint-unknown-grade = add the grade to the host's table, or mend the scheme
hint-ambiguous-grade = let the host's table name one grade
hint-grade-contradiction = ask the host which figure is right
hint-percent-missing = ask the host for the percentage
