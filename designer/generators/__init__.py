"""Questions whose answers become a data source or a model in the folder of an application."""
