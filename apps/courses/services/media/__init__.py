"""Pictures and other files of courses: taken in, shown, and taken away when nothing shows them."""
