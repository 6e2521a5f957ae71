"""What is done about residents' data at the desk: doubted looks, how long what is kept, photos for the
public, exports.
"""
