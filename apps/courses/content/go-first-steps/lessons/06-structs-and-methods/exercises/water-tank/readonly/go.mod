module watertank

go 1.21
