print("hello from an engine of your own")
