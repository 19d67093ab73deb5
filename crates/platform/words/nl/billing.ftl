# Facturen, maanden en prijzen.
refusal-month-not-over = { $month } is nog niet voorbij. Een maand kan worden afgesloten zodra hij voorbij is.
