"""The demonstration hall 嘉兴营业厅（示例）: its content, its people and the year they have behind them."""
