"""Columns of pandas, Polars, Arrow and Spark."""
