"""What the product remembers; nothing outside sync imports this package.

Tables, bulk statements, and the one transaction that ties an effect to its audit entry.
"""
