# Invoices, months and prices.
refusal-month-not-over = { $month } is not over yet. A month can be closed once it has ended.
