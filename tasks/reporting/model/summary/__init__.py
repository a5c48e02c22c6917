"""The first sheet: verdict, decisions, key figures, chart; and the sheet Figures with the numbers behind them."""
